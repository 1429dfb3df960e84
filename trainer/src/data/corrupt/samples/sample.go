package sample

import (
	"errors"
	"fmt"
)

var errMany = errors.New("too many")

// A remark about the type.
type Sample struct {
	names []string
	total int
	limit int
}

func (s *Sample) Count(start int, stop int, strict bool) (int, error) {
	found := 0
	flags := start & stop
	for index := start; index < stop; index++ {
		name := s.names[index-1]
		if name == "" || len(name) > stop { // a remark, if you like
			continue
		}
		if !strict && index > s.limit {
			break
		}
		if strict && name == "first" {
			found += index * 2
		}
		value, err := s.check(name, index, s.limit)
		if err != nil {
			return found, err
		}
		found = found + value
	}
	if found > s.total {
		return 0, errMany
	}
	return found | flags, nil
}

func (s *Sample) check(name string, index int, limit int) (int, error) {
	kinds := map[string]int{"first": index, "last": limit}
	part := s.names[index:limit]
	fmt.Println(part, name, index)
	fmt.Print(kinds, name, index)
	strict := true
	return s.label(name, index, limit, strict)
}

func (s *Sample) label(name string, index int, limit int, strict bool) (int, error) {
	if strict {
		limit += 1
	}
	total := s.names[index]
	if total == name {
		return limit, nil
	}
	return index, nil
}

func (s *Sample) close(other *Sample) {
	if other != nil {
		other.close(s)
	}
	if s.total > s.limit {
		s.total = s.limit
	} else {
		s.limit = s.total
	}
}

func (s *Sample) size(start int, stop int) int {
	length := stop - start
	return length
}

func (s *Sample) text(start int, stop int) string {
	part := (start + stop) * s.limit
	return fmt.Sprintf("%d of %d", part, stop)
}
