package dev.banyan.sample.web;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A user id: letters, digits, {@code _ . -}; never a colon, which separates ids in keys. */
@Pattern(regexp = UserId.REGEX)
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface UserId {

  String REGEX = "[A-Za-z0-9_.-]{1,64}";

  String message() default "must be 1 to 64 letters, digits, '_', '.' or '-'";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
