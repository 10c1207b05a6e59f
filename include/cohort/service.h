/**
 * @file service.h
 * Services: programs that a node runs itself, whether or not a resource drives them.
 *
 * A service is addressed as `SERVICE@NODE`. It is made with cohort_create(h, "service", "ENTSSO@BTS001", ...). The
 * calls here are requests: request.h says what that means and what each may return beside what it lists. They need no
 * quorum: a service is its node's own affair.
 */
#ifndef COHORT_SERVICE_H
#define COHORT_SERVICE_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Start a service, and first what it needs. Success, and nothing happens, if it runs or is starting. It goes by the
 * node's name. No resource's state changes, also where a resource could drive it: then the service runs outside the
 * cluster.
 *
 * @param service  `SERVICE@NODE`.
 * @retval COHORT_ERR_STATE      It, or a service that it needs, is Disabled (1058), or it is StopPending (1061).
 * @retval COHORT_ERR_NODE_DOWN  Its node is Down or isolated (5050).
 * @retval COHORT_ERR_NOT_FOUND  No such service (1060).
 * @retval COHORT_ERR_INVALID    The name has no '@' (87).
 * @since 0.1
 * @see docs/manual/services.md, tests/scenarios/services.txt
 */
COHORT_API int cohort_service_start(cohort *h, const char *service, int64_t *ret_request);

/**
 * Stop a service. Stopping the service of an Online resource is that resource's failure.
 *
 * @param service     `SERVICE@NODE`.
 * @param dependents  1: stop the running services that need it first, and those that need them; 0: be refused if there
 *                    are any.
 * @retval COHORT_ERR_HELD       A running service needs it; the sentence names it (1051).
 * @retval COHORT_ERR_STATE      It does not run (1062), or it is StartPending or StopPending (1061).
 * @retval COHORT_ERR_NODE_DOWN  Its node is Down or isolated (5050).
 * @retval COHORT_ERR_NOT_FOUND  No such service (1060).
 * @retval COHORT_ERR_INVALID    The name has no '@' (87).
 * @since 0.1
 * @see docs/manual/services.md, tests/scenarios/services.txt
 */
COHORT_API int cohort_service_stop(cohort *h, const char *service, int dependents, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
