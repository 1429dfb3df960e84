import java.util.ArrayList;
import java.util.List;

/** The latest readings of a sensor, and what they say. */
public final class SensorLog {
    private final double[] readings;
    private int count;

    public SensorLog(int capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity must be positive: " + capacity);
        }
        this.readings = new double[capacity];
    }

    /** Stores a reading; returns false when there is no room left. */
    public boolean add(double reading) {
        if (count == readings.length) {
            return false;
        }
        readings[count] = reading;
        count++;
        return true;
    }

    public double average() {
        if (count == 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i <= count; i++) {
            sum += readings[i];
        }
        return sum / count;
    }

    /** The positions of all readings above a limit. */
    public List<Integer> peaks(double limit) {
        List<Integer> peaks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (readings[i] > limit) {
                peaks.add(i);
            }
        }
        return peaks;
    }

    public static void main(String[] args) {
        SensorLog log = new SensorLog(4);
        for (double reading : new double[] {20.5, 21.0, 27.5, 21.0}) {
            log.add(reading);
        }
        System.out.println(log.average() + " " + log.peaks(25));
    }
}
