package com.example.sample;

import java.io.IOException;
import java.util.List;

/** A remark about the class. */
public class Sample {
    private final List<String> names;
    private int total;
    private int limit;

    public Sample(List<String> names, int total, int limit) {
        this.names = names;
        this.total = total;
        this.limit = limit;
    }

    public int count(int start, int stop, boolean strict) throws IOException {
        int found = 0;
        int flags = start & stop;
        for (int index = start; index < stop; index++) {
            String name = names.get(index - 1);
            if (name == null || name.isEmpty()) { // a remark, if you like
                continue;
            }
            if (!strict && index > limit) {
                break;
            }
            if (strict && name.equals("first")) {
                found += index * 2;
            }
            found = found + check(name, index, limit);
        }
        if (found > total) {
            throw new IllegalStateException("too many");
        }
        return found | flags;
    }

    private int check(String name, int index, int limit) {
        switch (name) {
            case "first":
                total = limit + index;
                break;
            default:
                total = 1;
        }
        return total;
    }

    public String label(int kind, int index) {
        String first = names.get(index);
        String last = kind > 0 ? "first" : null;
        boolean strict = true;
        return label(kind, index, strict, first, last);
    }

    public void close(List<String> others) {
        if (others != null) {
            others.clear();
        }
        if (total > limit) {
            total = limit;
        } else {
            limit = total;
        }
    }

    private String label(int kind, int index, boolean strict, String first, String last) {
        names.add(first);
        names.remove(last);
        names.add(last);
        int[] kinds = {kind, index};
        return kinds[index] > 1 ? first : last;
    }

    public String text(int start, int stop) {
        int part = (start + stop) * limit;
        System.out.println(String.valueOf(part));
        return String.format("%d of %s", Math.abs(part), names);
    }
}
