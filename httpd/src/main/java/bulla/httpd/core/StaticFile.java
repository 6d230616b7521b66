package bulla.httpd.core;

import bulla.http.Content;
import bulla.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Serves a file: whole, in parts, or not at all because the client has it. */
final class StaticFile {
  /** More bytes are never put together in memory for a multipart answer: the file is sent whole. */
  private static final long MOST_MULTIPART = 4L << 20;

  private final Responder responder;
  private final Hooks hooks;
  private final Executor blocking;

  StaticFile(Responder responder, Hooks hooks, Executor blocking) {
    this.responder = responder;
    this.hooks = hooks;
    this.blocking = blocking;
  }

  /** Serves the file that a request led to, with a status of 200, or that of an ErrorDocument. */
  void serve(RequestContext request) {
    Resource resource = request.resource();
    long now = request.exchange().startMillis();
    boolean weak = StaticHead.isWeak(resource, now);
    StaticHead head = head(request, resource, weak);
    int status = request.errorStatus();
    if (status == 0) {
      int decided = Conditions.decide(request.request(), head, weak, now);
      if (decided != 0) {
        responder.send(
            request, decided, decided == 304 ? head.validators() : head.whole(), Content.NONE);
        return;
      }
    }
    ByteRanges ranges = status == 0 ? ranges(request, head, weak) : null;
    if (ranges != null && ranges.ranges().isEmpty()) {
      responder.error(request, 416);
      return;
    }
    byte[] bytes = resource.content();
    if (bytes != null) {
      send(request, head, ranges, new InMemory(bytes));
    } else {
      blocking.execute(() -> open(request, head, ranges));
    }
  }

  private StaticHead head(RequestContext request, Resource resource, boolean weak) {
    StaticHead made = resource.memo().head;
    if (made != null && made.settings() == request.directory() && !weak) {
      return made;
    }
    StaticHead head =
        StaticHead.of(resource, request.directory(), type(request), request.software(), weak);
    if (!weak) {
      resource.memo().head = head;
    }
    return head;
  }

  /** What the modules know of a file's name. */
  FileType type(RequestContext request) {
    Path file = request.file();
    Path name = file == null ? null : file.getFileName();
    if (name != null) {
      for (Hooks.Typer typer : hooks.typers) {
        FileType type = typer.type(name.toString(), request.directory(), request.host().settings());
        if (type != null) {
          return type;
        }
      }
    }
    return FileType.UNKNOWN;
  }

  private static @Nullable ByteRanges ranges(
      RequestContext request, StaticHead head, boolean weak) {
    String field = request.request().field("Range");
    if (field == null
        || !request.request().method().equals("GET")
        || !Conditions.rangeHolds(request.request(), head, weak)) {
      return null;
    }
    return ByteRanges.parse(
        field, request.resource().size(), request.directory().get(CoreSettings.MAX_RANGES));
  }

  /** Where bytes come from. */
  private sealed interface Source {
    /** One stretch as content; takes the source over. */
    Content part(long first, long length);

    /** Copies one stretch. */
    void copy(long first, long length, ByteArrayOutputStream to) throws IOException;

    /** Gives the source back when it was not taken over. */
    void close() throws IOException;
  }

  private record InMemory(byte[] bytes) implements Source {
    @Override
    public Content part(long first, long length) {
      return first == 0 && length == bytes.length
          ? new Content.Bytes(bytes)
          : new Content.Bytes(
              java.util.Arrays.copyOfRange(bytes, (int) first, (int) (first + length)));
    }

    @Override
    public void copy(long first, long length, ByteArrayOutputStream to) {
      to.write(bytes, (int) first, (int) length);
    }

    @Override
    public void close() {}
  }

  private record OnDisk(FileChannel channel) implements Source {
    @Override
    public Content part(long first, long length) {
      return new Content.File(channel, first, length);
    }

    @Override
    public void copy(long first, long length, ByteArrayOutputStream to) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate((int) length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, first + buffer.position()) < 0) {
          throw new IOException("the file has become shorter");
        }
      }
      to.writeBytes(buffer.array());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Opens a file that is not in memory; on a virtual thread. */
  private void open(RequestContext request, StaticHead head, @Nullable ByteRanges ranges) {
    Path file = request.file();
    try {
      if (file == null) {
        throw new NoSuchFileException(request.uri());
      }
      // The connection closes the channel with the content, and send() on every other path.
      send(request, head, ranges, new OnDisk(FileChannel.open(file, StandardOpenOption.READ)));
    } catch (AccessDeniedException denied) {
      request.log(
          "core",
          LogLevel.ERROR,
          new SystemError(13, "Permission denied"),
          "AH00132: file permissions deny server access: " + file);
      responder.error(request, 403);
    } catch (NoSuchFileException gone) {
      request.log("core", LogLevel.INFO, "AH00128: File does not exist: " + file);
      responder.error(request, 404);
    } catch (IOException failed) {
      request.log("core", LogLevel.ERROR, "cannot read " + file + ": " + failed.getMessage());
      responder.error(request, 500);
    }
  }

  private void send(
      RequestContext request, StaticHead head, @Nullable ByteRanges ranges, Source source) {
    long size = request.resource().size();
    if (ranges == null) {
      int status = request.errorStatus() == 0 ? 200 : request.errorStatus();
      responder.send(request, status, head.whole(), source.part(0, size));
    } else if (ranges.ranges().size() == 1) {
      ByteRanges.Range range = ranges.ranges().getFirst();
      List<Response.Field> fields = new ArrayList<>(head.validators());
      fields.add(new Response.Field("Content-Range", contentRange(range, size)));
      fields.addAll(head.typed());
      responder.send(request, 206, fields, source.part(range.first(), range.length()));
    } else {
      multipart(request, head, ranges, source);
    }
  }

  private void multipart(
      RequestContext request, StaticHead head, ByteRanges ranges, Source source) {
    long size = request.resource().size();
    if (ranges.ranges().stream().mapToLong(ByteRanges.Range::length).sum() > MOST_MULTIPART) {
      responder.send(request, 200, head.whole(), source.part(0, size));
      return;
    }
    String boundary = String.format("%016x", ThreadLocalRandom.current().nextLong());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      for (ByteRanges.Range range : ranges.ranges()) {
        StringBuilder part = new StringBuilder("\r\n--").append(boundary).append("\r\n");
        if (head.type() != null) {
          part.append("Content-type: ").append(head.type()).append("\r\n");
        }
        part.append("Content-range: ").append(contentRange(range, size)).append("\r\n\r\n");
        body.writeBytes(part.toString().getBytes(StandardCharsets.ISO_8859_1));
        source.copy(range.first(), range.length(), body);
      }
      source.close();
    } catch (IOException failed) {
      request.log("core", LogLevel.ERROR, "cannot read " + request.file());
      responder.error(request, 500);
      return;
    }
    body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1));
    List<Response.Field> fields = new ArrayList<>(head.validators());
    fields.add(new Response.Field("Content-Type", "multipart/byteranges; boundary=" + boundary));
    responder.send(request, 206, fields, new Content.Bytes(body.toByteArray()));
  }

  private static String contentRange(ByteRanges.Range range, long size) {
    return "bytes " + range.first() + "-" + range.last() + "/" + size;
  }
}
