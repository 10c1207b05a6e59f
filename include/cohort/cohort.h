/**
 * @file cohort.h
 * Everything of libcohort.
 */
#ifndef COHORT_COHORT_H
#define COHORT_COHORT_H

#include <cohort/affinity.h>
#include <cohort/agent.h>
#include <cohort/cluster.h>
#include <cohort/command.h>
#include <cohort/error.h>
#include <cohort/group.h>
#include <cohort/groupset.h>
#include <cohort/handle.h>
#include <cohort/history.h>
#include <cohort/node.h>
#include <cohort/object.h>
#include <cohort/procedure.h>
#include <cohort/profile.h>
#include <cohort/request.h>
#include <cohort/resource.h>
#include <cohort/service.h>
#include <cohort/sim.h>
#include <cohort/type.h>
#include <cohort/types.h>

#endif
