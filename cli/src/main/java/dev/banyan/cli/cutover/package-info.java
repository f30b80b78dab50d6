/** What a switch asks of MongoDB, capture and the services, asked over the ordinary clients. */
@NullMarked
package dev.banyan.cli.cutover;

import org.jspecify.annotations.NullMarked;
