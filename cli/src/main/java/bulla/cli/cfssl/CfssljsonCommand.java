package bulla.cli.cfssl;

import bulla.ca.CaFiles;
import bulla.cfssl.Envelope;
import bulla.cfssl.Json;
import bulla.cfssl.JsonException;
import bulla.cfssl.JsonObject;
import bulla.cli.cfssl.GoFlags.Flag;
import bulla.cli.cfssl.GoFlags.FlagException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code cfssljson [-bare] [-f FILE] [-stdout] [BASE]}. */
public final class CfssljsonCommand {
  private static final List<Flag> FLAGS =
      List.of(
          new Flag("bare", "false", "the input is what cfssl prints, not an API answer"),
          new Flag("f", "-", "input file, - for stdin"),
          new Flag("stdout", "false", "print instead of writing files"));

  private static final String PUBLIC = "rw-rw-r--";
  private static final String PRIVATE = "rw-------";

  /** A file to write. */
  private record Output(String suffix, byte[] content, String mode) {}

  private CfssljsonCommand() {}

  /** Runs it; gives the exit code. */
  public static int run(List<String> words, InputStream in, PrintStream out, PrintStream err) {
    try {
      GoFlags flags = new GoFlags(FLAGS, words);
      String base = flags.arguments().isEmpty() ? "cert" : flags.arguments().getFirst();
      JsonObject input = input(flags, in, err);
      if (input == null) {
        return 1;
      }
      List<Output> outputs = outputs(input);
      for (Output output : outputs) {
        if (flags.isSet("stdout")) {
          out.write(output.content());
        } else {
          CaFiles.write(Path.of(base + output.suffix()), output.content(), output.mode());
        }
      }
      out.flush();
      return 0;
    } catch (FlagException e) {
      return e.tell(
          out,
          err,
          "Usage: cfssljson [-bare] [-f FILE] [-stdout] [BASE]%n%n%s"
              .formatted(GoFlags.usage(FLAGS)));
    } catch (JsonException e) {
      err.println("Failed to parse input: " + e.text());
      return 1;
    } catch (IOException e) {
      err.println("Failed to read or write: " + e);
      return 1;
    }
  }

  private static @Nullable JsonObject input(GoFlags flags, InputStream in, PrintStream err)
      throws IOException, JsonException {
    String file = flags.text("f");
    byte[] text = file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
    String json = new String(text, StandardCharsets.UTF_8);
    if (flags.isSet("bare")) {
      return Json.object(json);
    }
    Envelope envelope = Envelope.ofJson(json);
    if (envelope.success() && envelope.result() instanceof JsonObject result) {
      return result;
    }
    err.println("Request failed:");
    envelope.errors().forEach(error -> err.println("\t" + error.message()));
    return null;
  }

  private static List<Output> outputs(JsonObject input) throws JsonException {
    List<Output> outputs = new ArrayList<>();
    text(outputs, input, List.of("cert", "certificate"), ".pem", PUBLIC);
    text(outputs, input, List.of("key", "private_key"), "-key.pem", PRIVATE);
    text(outputs, input, List.of("encrypted_key"), "-key.enc", PRIVATE);
    text(outputs, input, List.of("csr", "certificate_request"), ".csr", PUBLIC);
    byte[] response = input.bytesOrNull("ocspResponse");
    if (response != null) {
      outputs.add(new Output("-response.der", response, PUBLIC));
    }
    if (input.value("bundle") instanceof JsonObject bundle) {
      text(outputs, bundle, List.of("bundle"), "-bundle.pem", PUBLIC);
      text(outputs, bundle, List.of("root"), "-root.pem", PUBLIC);
    }
    return outputs;
  }

  private static void text(
      List<Output> outputs, JsonObject input, List<String> names, String suffix, String mode)
      throws JsonException {
    for (String name : names) {
      if (input.has(name)) {
        byte[] content = input.text(name).getBytes(StandardCharsets.UTF_8);
        outputs.add(new Output(suffix, content, mode));
        return;
      }
    }
  }
}
