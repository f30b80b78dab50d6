/** What the services' tests share: tables as the template has them, and recorded events. */
@NullMarked
package dev.banyan.stream.testkit;

import org.jspecify.annotations.NullMarked;
