"""Invoices of one customer."""


def total(items, discount):
    amount = sum(item.price for item in items)
    if amount > 100:
        retrun amount - discount

    # Small orders ship for a fee.
    for item in items
        amount += item.fee
    return amount
