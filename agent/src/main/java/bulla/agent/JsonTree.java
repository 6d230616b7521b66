package bulla.agent;

import bulla.agent.TreeReader.MalformedFileException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** RFC 8259 JSON with lines; one document a file. */
final class JsonTree {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(TreeReader.MAX_DEPTH).build())
          .build();

  private JsonTree() {}

  static Tree parse(String text) throws MalformedFileException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new MalformedFileException(1, "the file is empty");
      }
      Tree tree = value(parser);
      if (parser.nextToken() != null) {
        throw new MalformedFileException(
            line(parser), "a second JSON value follows the first; one file holds one object");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
          "not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Tree value(JsonParser parser) throws IOException {
    int line = line(parser);
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, line);
      case START_ARRAY -> array(parser, line);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Tree.Numeral(line, parser.getText(), false);
      case VALUE_TRUE -> new Tree.Truth(line, true);
      case VALUE_FALSE -> new Tree.Truth(line, false);
      case VALUE_NULL -> new Tree.Nothing(line);
      default -> new Tree.Text(line, parser.getText());
    };
  }

  private static Tree object(JsonParser parser, int line) throws IOException {
    List<Tree.Entry> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = line(parser);
      parser.nextToken();
      entries.add(new Tree.Entry(key, keyLine, value(parser)));
    }
    return new Tree.Mapping(line, List.copyOf(entries));
  }

  private static Tree array(JsonParser parser, int line) throws IOException {
    List<Tree> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new Tree.Sequence(line, List.copyOf(items));
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
