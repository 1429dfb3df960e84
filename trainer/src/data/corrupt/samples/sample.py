"""A remark about the module."""
import asyncio
from collections import OrderedDict, defaultdict


class Sample:
    def __init__(self, names, total, limit):
        self.names = names
        self.total = total
        self.limit = limit
        self.kinds = defaultdict(list)

    def count(self, start, stop, strict=True):
        found = 0
        flags = start & stop
        for index in range(start, stop):
            name = self.names[index - 1]
            if name is None or not name.strip():  # a remark, if you like
                continue
            if not strict and index > self.limit:
                break
            if strict and name == "first":
                found += index * 2
            found = found + self.check(name, index, self.limit)
        if found > self.total:
            raise ValueError("too many")
        while found < stop:
            found += 1
        return found | flags

    def check(self, name, index, limit):
        kinds = {"first": index, "last": limit}
        part = self.names[index:limit]
        self.names.append(name)
        self.names.remove(name)
        self.names.append(part[index])
        return kinds[name]

    def close(self, other):
        if other is not None:
            other.close()
        return self.limit if self.total > self.limit else self.total

    async def fetch(self, name, strict):
        value = await self.load(name, strict)
        if strict:
            return value
        other = await self.load(value, strict)
        return other

    async def load(self, name, strict):
        await asyncio.sleep(1)
        if strict and name == "last":
            return None
        return OrderedDict(name=name, strict=False)

    def text(self, start: int, stop: int):
        part = (start + stop) * self.limit
        return f"{part} of {stop}"
