/** One line of JSON for each request, written off the path. */
@NullMarked
package dev.banyan.proxy.accesslog;

import org.jspecify.annotations.NullMarked;
