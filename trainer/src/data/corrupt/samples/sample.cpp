// A remark about the file.
#include <cstdio>
#include <string>
#include <vector>

namespace sample {

class Sample {
public:
    Sample(std::vector<std::string> names, int total, int limit) {
        this->names = names;
        this->total = total;
        this->limit = limit;
    }

    int count(int start, int stop, bool strict) {
        int found = 0;
        int flags = start & stop;
        for (int index = start; index < stop; index++) {
            std::string *name = &names[index - 1];
            if (name == nullptr || name->empty()) { // a remark, if you like
                continue;
            }
            if (!strict && index > limit) {
                break;
            }
            if (strict && *name == "first") {
                found += index * 2;
            }
            found = found + check(*name, index, limit);
        }
        if (found > total) {
            throw std::runtime_error("too many");
        }
        return found | flags;
    }

    int check(const std::string &name, int index, int limit) {
        bool strict = true;
        names.push_back(name);
        names.assign(index, name);
        names.push_back("first");
        if (strict && index == 1) {
            return index;
        }
        strict = false;
        return limit;
    }

    void close(Sample *other) {
        if (other != nullptr) {
            other->close(this);
        }
        if (total > limit) {
            total = limit;
        } else {
            limit = total;
        }
    }

    std::string text(int start, int stop) {
        int part = (start + stop) * limit;
        std::printf("%d of %d\n", part, stop);
        return std::to_string(part);
    }

private:
    std::vector<std::string> names;
    int total;
    int limit;
};

}  // namespace sample
