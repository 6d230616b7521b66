package bulla.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.agent.FileUnit.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are replaced together. */
class FileUnitTest {
  @TempDir Path folder;

  @Test
  void allFilesGetTheirContentAndMode() throws Exception {
    FileUnit.replace(List.of(content("a", "one", 0644), content("b", "two", 0640)));
    assertThat(folder.resolve("a")).hasContent("one");
    assertThat(folder.resolve("b")).hasContent("two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("b"))))
        .isEqualTo("rw-r-----");
  }

  @Test
  void noFileChangesWhenOneCannotBeStaged() throws Exception {
    Files.writeString(folder.resolve("a"), "old");
    assertThatThrownBy(
            () ->
                FileUnit.replace(
                    List.of(content("a", "new", 0644), content("missing/b", "new", 0644))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing/b cannot be written");
    assertThat(folder.resolve("a")).hasContent("old");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void aSymbolicLinkIsReplacedAndWhatItLedToStays() throws Exception {
    Files.writeString(folder.resolve("elsewhere"), "old");
    Files.createSymbolicLink(folder.resolve("a"), folder.resolve("elsewhere"));
    FileUnit.replace(List.of(content("a", "new", 0600)));
    assertThat(folder.resolve("elsewhere")).hasContent("old");
    assertThat(Files.isSymbolicLink(folder.resolve("a"))).isFalse();
    assertThat(names()).containsExactlyInAnyOrder("a", "elsewhere");
  }

  private Content content(String name, String text, int mode) throws IOException {
    Owners owners = Owners.ofThisProcess();
    return new Content(
        new FileSpec(folder.resolve(name), owners.user(), owners.group(), new FileMode(mode)),
        text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
