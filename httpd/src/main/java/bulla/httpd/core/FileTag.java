package bulla.httpd.core;

/** The words of FileETag. */
public enum FileTag {
  INODE,
  MTIME,
  SIZE
}
