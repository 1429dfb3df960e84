import com.sun.source.util.JavacTask;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Reads Java files with the compiler's own API, without making or running any class. Requests and answers as in driver.py. */
final class Driver {
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///File.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        // A public class may have any name here.
        @Override
        public boolean isNameCompatible(String name, Kind kind) {
            return true;
        }
    }

    public static void main(String[] arguments) throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        var empty = arguments[0];
        // Nothing but the platform's own classes is looked up, no processor runs, and errors do not end the look-up of names.
        var options = List.of("-proc:none", "-implicit:none", "-cp", empty, "-sourcepath", empty, "-d", empty, "-Xlint:none",
            "-XDshould-stop.ifError=FLOW", "-XDshould-stop.ifNoError=FLOW");
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        answer(out, ".");
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var request = requests.readLine(); request != null; request = requests.readLine()) {
            var path = Path.of(request.split("\t")[1]);
            try {
                answer(out, lookAt(compiler, files, options, Files.readString(path)) + ".");
            } catch (Throwable tooOdd) {
                answer(out, "!");
            }
        }
    }

    private static String lookAt(JavaCompiler compiler, JavaFileManager files, List<String> options, String text)
            throws Exception {
        var found = new DiagnosticCollector<JavaFileObject>();
        var task = (JavacTask) compiler.getTask(null, files, found, options, null, List.of(new Source(text)));
        task.parse();
        // Names are worth a look only where the syntax is right.
        if (found.getDiagnostics().stream().noneMatch(one -> one.getKind() == Diagnostic.Kind.ERROR)) {
            task.analyze();
        }
        var lines = new StringBuilder();
        for (var diagnostic : found.getDiagnostics()) {
            if (diagnostic.getSource() == null || diagnostic.getLineNumber() < 1) continue;
            var kind = diagnostic.getKind() == Diagnostic.Kind.ERROR ? "error" : "warning";
            var message = diagnostic.getMessage(Locale.ROOT).strip().replaceAll("\\s+", " ");
            // `java.lang.String` is `String` where javac prints it.
            message = message.replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "");
            lines.append(kind).append('\t').append(diagnostic.getLineNumber()).append('\t').append(message).append('\n');
        }
        return lines.toString();
    }

    private static void answer(PrintStream out, String text) {
        out.print(text + "\n");
        out.flush();
    }
}
