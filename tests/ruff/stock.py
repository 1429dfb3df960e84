def missing(wanted, stored):
    missing_names = []
    for name in wanted:
        if name not in stored:
            mising_names.append(name)
    return missing_names


def count(entries):
    counter = 0
    for entry in entries:
        if entry.active:
            coutner += 1
    return counter
