// A remark about the file.
import { close, open } from "./files.js";

export class Sample {
  constructor(names, total, limit) {
    this.names = names;
    this.total = total;
    this.limit = limit;
    close(this.names);
  }

  count(start, stop, strict) {
    let found = 0;
    let flags = start & stop;
    for (let index = start; index < stop; index++) {
      const name = this.names[index - 1];
      if (name === null || name.empty) { // a remark, if you like
        continue;
      }
      if (!strict && index > this.limit) {
        break;
      }
      if (strict && name === "first") {
        found += index * 2;
      }
      found = found + this.check(name, index, this.limit);
    }
    if (found > this.total) {
      throw new RangeError("too many");
    }
    return found | flags;
  }

  check(name, index, limit) {
    const kinds = { first: index, last: limit, strict: true };
    this.names.push(name);
    this.names.pop(name);
    this.names.push(kinds);
    return kinds[index] > 1 ? name : "first";
  }

  close(other) {
    if (other !== null) {
      other.close(other);
    }
    if (this.total > this.limit) {
      this.total = this.limit;
    } else {
      this.limit = this.total;
    }
    return other?.names;
  }

  async fetch(name, strict) {
    const value = await this.load(name, strict);
    if (strict) {
      return value;
    }
    const other = await this.load(value, strict);
    return other;
  }

  async load(name, strict) {
    const file = await open(name, strict);
    return file.read(name, false);
  }

  text(start, stop) {
    const part = (start + stop) * this.limit;
    const most = Math.max(Number(start), stop);
    return `${part} of ${most}`;
  }
}
