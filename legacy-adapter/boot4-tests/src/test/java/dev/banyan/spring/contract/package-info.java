/** Applications of several kinds with the starter; the same sources run on Boot 3 and Boot 4. */
@NullMarked
package dev.banyan.spring.contract;

import org.jspecify.annotations.NullMarked;
