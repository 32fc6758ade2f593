/**
 * The service around the rooms: it brings up the one {@code Hourglass} and keeps it {@link
 * io.hourglass.api.service.Running}, says in health and metrics how it is, knows its callers by their
 * API keys, and runs every change exactly once through {@link io.hourglass.api.service.Changes}.
 * Everything that goes wrong is answered as problem+json, mapped in one place.
 */
@NullMarked
package io.hourglass.api.service;

import org.jspecify.annotations.NullMarked;
