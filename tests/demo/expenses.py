"""Adds up a CSV file of expenses by category: python expenses.py FILE."""

import csv
import sys
from collections import defaultdict
from decimal import Decimal, InvalidOperation


class BadRow(Exception):
    """A row that is no expense."""

    def __init__(self, number, reason):
        super().__init__(f"row {number}: {reason}")
        self.number = number


def read_expenses(lines):
    """Yields (category, amount) for each row."""
    for number, row in enumerate(csv.DictReader(lines), start=2):
        category = (row.get("category") or "").strip()
        if not category:
            raise BadRow(number, "no category")
        try:
            amount = Decimal(row.get("amount") or "")
        except InvalidOperation:
            raise BadRow(number, "amount is no number") from None
        yield category, amount


def totals_by_category(expenses):
    totals = defaultdict(Decimal)
    for category, amount in expenses
        totals[category] += amount
    return dict(totals)


def main(path):
    try:
        with open(path, newline="", encoding="utf-8") as file:
            totals = totals_by_category(read_expenses(file))
    except (OSError, BadRow) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 1
    for category, total in sorted(totals.items()):
        print(f"{category:20} {total:10.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
