package bulla.httpd.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The sections that a host's requests may be in.
 *
 * @param directories Directory with a path, the shortest first
 * @param directoryPatterns DirectoryMatch and Directory with {@code ~}, in order
 * @param files Files and FilesMatch, in order
 * @param locations Location and LocationMatch, in order
 * @param conditions If, in order
 */
public record SectionList(
    List<Section> directories,
    List<Section> directoryPatterns,
    List<Section> files,
    List<Section> locations,
    List<Section> conditions) {

  /** No sections. */
  public static final SectionList NONE =
      new SectionList(List.of(), List.of(), List.of(), List.of(), List.of());

  public SectionList {
    directories = List.copyOf(directories);
    directoryPatterns = List.copyOf(directoryPatterns);
    files = List.copyOf(files);
    locations = List.copyOf(locations);
    conditions = List.copyOf(conditions);
  }

  /** The sections in the order of the files, sorted into their kinds. */
  static SectionList of(List<Section> sections) {
    return new SectionList(
        sections.stream()
            .filter(section -> section.kind() == Section.Kind.DIRECTORY)
            .sorted(java.util.Comparator.comparingInt(section -> section.match().weight()))
            .toList(),
        kind(sections, Section.Kind.DIRECTORY_MATCH),
        kind(sections, Section.Kind.FILES),
        kind(sections, Section.Kind.LOCATION),
        kind(sections, Section.Kind.IF));
  }

  private static List<Section> kind(List<Section> sections, Section.Kind kind) {
    return sections.stream().filter(section -> section.kind() == kind).toList();
  }

  /** The main server's sections, and after them, kind by kind, the virtual host's own. */
  SectionList then(SectionList own) {
    List<Section> all = new ArrayList<>();
    for (SectionList list : List.of(this, own)) {
      all.addAll(list.directories);
      all.addAll(list.directoryPatterns);
      all.addAll(list.files);
      all.addAll(list.locations);
      all.addAll(list.conditions);
    }
    return of(all);
  }
}
