package bulla.httpd.core;

import bulla.apacheconf.Position;

/**
 * One Directory, Files, Location or If section.
 *
 * @param kind which
 * @param match what it applies to
 * @param settings what stands in it
 * @param nested the sections that stand in it
 * @param at where it opens
 */
public record Section(
    Kind kind, SectionMatch match, Settings settings, SectionList nested, Position at) {

  /** The kinds, in the order in which they are merged. */
  public enum Kind {
    DIRECTORY,
    DIRECTORY_MATCH,
    FILES,
    LOCATION,
    IF
  }
}
