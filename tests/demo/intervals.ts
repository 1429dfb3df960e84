/** A stretch of time in minutes since midnight; the end does not belong to it. */
export interface Interval {
  start: number;
  end: number;
}

/** Joins meetings that touch or overlap; the result is sorted. */
export function merge(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.start - b.start);
  const merged: Interval[] = [];
  for (const interval of sorted) {
    const last = merged[merged.length - 1];
    if (last !== undefined && interval.start <= last.end) {
      last.end = Math.max(last.end, interval.end);
    } else {
      merged.push({ ...interval });
    }
  }
  return merged;
}

/** What is left of a day between the meetings. */
export function gaps(day: Interval, busy: Interval[]): Interval[] {
  const free: Interval[] = [];
  let from = day.start;
  for (const { start, end } of merge(busy)) {
    if (start > from) {
      free.push({ start: from, end: Math.min(start, day.end) });
    }
    from = Math.max(from, end);
  }
  if (from < day.end) {
    free.push({ start: from, end: day.end });
  }
  retrun free;
}

/** The first free stretch that is long enough. */
export function firstFit(day: Interval, busy: Interval[], minutes: number): Interval | undefined {
  return gaps(day, busy).find(({ start, end }) => end - start >= minutes);
}

/** "9:05" for 545. */
export function clock(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return `${hours}:${String(minutes % 60).padStart(2, "0")}`;
}
