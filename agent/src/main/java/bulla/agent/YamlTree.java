package bulla.agent;

import bulla.agent.TreeReader.MalformedFileException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML 1.1 with lines; aliases are followed, tags are not. */
final class YamlTree {
  /** Aliases of aliases multiply; a manifest has some dozens of nodes. */
  private static final int MAX_NODES = 10_000;

  private int nodes;

  private YamlTree() {}

  static Tree parse(String text) throws MalformedFileException {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(TreeReader.MAX_DEPTH);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null) {
        throw new MalformedFileException(1, "the file is empty");
      }
      return new YamlTree().tree(root, 0);
    } catch (MarkedYAMLException e) {
      throw new MalformedFileException(
          e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1,
          "not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new MalformedFileException(0, "not valid YAML: " + e.getMessage());
    }
  }

  private Tree tree(Node node, int depth) throws MalformedFileException {
    int line = node.getStartMark().getLine() + 1;
    if (++nodes > MAX_NODES || depth > TreeReader.MAX_DEPTH) {
      throw new MalformedFileException(line, "the document is too large or its aliases go round");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, line, depth);
      case SequenceNode sequence -> {
        List<Tree> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(tree(item, depth + 1));
        }
        yield new Tree.Sequence(line, List.copyOf(items));
      }
      case ScalarNode scalar -> scalar(scalar, line);
      default ->
          throw new MalformedFileException(line, "this kind of YAML node has no meaning here");
    };
  }

  private Tree mapping(MappingNode node, int line, int depth) throws MalformedFileException {
    List<Tree.Entry> entries = new ArrayList<>();
    for (NodeTuple tuple : node.getValue()) {
      int keyLine = tuple.getKeyNode().getStartMark().getLine() + 1;
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new MalformedFileException(keyLine, "a key must be a plain word");
      }
      if (key.getTag().equals(Tag.MERGE)
          && tree(tuple.getValueNode(), depth + 1) instanceof Tree.Mapping merged) {
        entries.addAll(0, merged.entries());
      } else {
        entries.add(new Tree.Entry(key.getValue(), keyLine, tree(tuple.getValueNode(), depth + 1)));
      }
    }
    return new Tree.Mapping(line, List.copyOf(entries));
  }

  private static Tree scalar(ScalarNode node, int line) {
    String value = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return new Tree.Nothing(line);
    }
    if (tag.equals(Tag.BOOL)) {
      return new Tree.Truth(
          line, List.of("true", "yes", "on").contains(value.toLowerCase(Locale.ROOT)));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return new Tree.Numeral(line, value, true);
    }
    return new Tree.Text(line, value);
  }
}
