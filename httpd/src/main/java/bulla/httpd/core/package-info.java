/** Apache's core: hosts, sections, requests, errors, logs, and the interface of modules. */
@NullMarked
package bulla.httpd.core;

import org.jspecify.annotations.NullMarked;
