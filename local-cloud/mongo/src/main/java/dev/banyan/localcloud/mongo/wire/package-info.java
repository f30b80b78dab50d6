/** What clients send and get: messages, fields of commands, errors. */
@NullMarked
package dev.banyan.localcloud.mongo.wire;

import org.jspecify.annotations.NullMarked;
