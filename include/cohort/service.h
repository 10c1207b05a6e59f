/**
 * @file service.h
 * Services: programs that a node runs itself, whether or not a resource drives them.
 *
 * A service is addressed as SERVICE@NODE. It is created with cohort_create(h, "service", "ENTSSO@BTS001", ...).
 */
#ifndef COHORT_SERVICE_H
#define COHORT_SERVICE_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Start a service, and first what it needs. Success, and nothing happens, if it runs.
 * @retval COHORT_ERR_STATE It, or a service that it needs, is Disabled (Win32 1058), or it is StopPending (1061).
 * @retval COHORT_ERR_NODE_DOWN (5050)  @retval COHORT_ERR_NOT_FOUND (1060), COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_service_start(cohort *h, const char *service, int64_t *ret_request);

/**
 * Stop a service. Stopping the service of an Online resource is that resource's failure.
 * @param dependents 1: stop the running services that need it first; 0: be refused then.
 * @retval COHORT_ERR_HELD A running service needs it (1051); the sentence names it.   @retval COHORT_ERR_STATE It does not run (1062).
 * @retval COHORT_ERR_NODE_DOWN (5050)  @retval COHORT_ERR_NOT_FOUND (1060), COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_service_stop(cohort *h, const char *service, int dependents, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
