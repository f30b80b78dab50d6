/** What a template declares, evaluated and checked: no YAML and no AWS client in sight. */
@NullMarked
package dev.banyan.localcloud.lambda.model;

import org.jspecify.annotations.NullMarked;
