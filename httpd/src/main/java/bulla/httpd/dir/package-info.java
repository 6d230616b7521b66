/** Directories: DirectoryIndex, DirectorySlash (mod_dir). */
@NullMarked
package bulla.httpd.dir;

import org.jspecify.annotations.NullMarked;
