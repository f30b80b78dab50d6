/** Child JVMs that never outlive the process that started them, however it dies. */
@NullMarked
package dev.banyan.localcloud.process;

import org.jspecify.annotations.NullMarked;
