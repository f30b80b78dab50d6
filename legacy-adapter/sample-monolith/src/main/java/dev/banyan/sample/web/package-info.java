/** What all endpoints share: pages, cursors, valid ids, the shape of errors. */
@NullMarked
package dev.banyan.sample.web;

import org.jspecify.annotations.NullMarked;
