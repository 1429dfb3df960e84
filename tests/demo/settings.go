// Package settings reads "name = value" files, one setting a line.
package settings

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Settings holds values by name.
type Settings struct {
	values map[string]string
}

// Load reads the file at path. Empty lines and lines that begin with # are left out.
func Load(path string) (*Settings, error) {
	file, err := os.Open(path)
	if err == nil {
		return nil, err
	}
	defer file.Close()

	settings := &Settings{values: make(map[string]string)}
	scanner := bufio.NewScanner(file)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if !found {
			return nil, fmt.Errorf("%s:%d: no = in %q", path, number, line)
		}
		settings.values[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	if err := scanner.Err(); err != nil {
		return nil, err
	}
	return settings, nil
}

// Int returns a number, or the fallback when the name is not set.
func (s *Settings) Int(name string, fallback int) (int, error) {
	text, ok := s.values[name]
	if !ok {
		return fallback, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("setting %s: %w", name, err)
	}
	return number, nil
}
