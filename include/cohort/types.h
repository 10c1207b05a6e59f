/**
 * @file types.h
 * Words, numbers and limits that the whole API shares.
 *
 * States, modes and limits carry the names and the numbers of Windows Server Failover Clustering (WSFC).
 * A number, once published here, is never changed and never reused; it is also what the database stores.
 * Readers must tolerate values they do not know.
 *
 * Conventions of every call:
 *  - text is UTF-8 and NUL-terminated; text that goes in is copied; text that comes out is borrowed ("get": valid
 *    until the next call on that handle that is not a getter) unless the call says that it is yours;
 *  - an `int` result is 0 for success, > 0 only where the call says so, < 0 for an error of error.h;
 *  - outputs are the last parameters, named `ret_...`; they are untouched on failure; NULL is allowed where said;
 *  - durations are `_ms` (milliseconds) unless a property's table says otherwise; instants are `int64_t ..._ms`.
 */
#ifndef COHORT_TYPES_H
#define COHORT_TYPES_H

#include <stdint.h>

#if defined(_WIN32)
#define COHORT_API
#else
#define COHORT_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** A cluster, opened by this program: cohort_open(). Opaque. One thread at a time; any number of handles. */
typedef struct cohort cohort;

/** @name Limits. Exceeding one is COHORT_ERR_LIMIT (a name: COHORT_ERR_INVALID), never a silent truncation. */
/** @{ */
#define COHORT_NAME_MAX 255            /**< Bytes of an object's name (1..255). */
#define COHORT_NODES_MAX 64            /**< Nodes of a cluster, as in WSFC. */
#define COHORT_DEPTH_MAX 100           /**< Dependencies in a row, down to the last provider; beyond: Win32 5929. */
#define COHORT_VALUE_MAX 65536         /**< Bytes of a property's value. */
#define COHORT_CLOCK_TOLERANCE_MS 1000 /**< A clock that differs by no more was not set: it drifts. */
#define COHORT_LINE_MAX 65536          /**< Bytes of one line of the command language. */
#define COHORT_WORDS_MAX 1024          /**< Words of one line of the command language. */
#define COHORT_FORWARD_MAX 1048576     /**< Bytes of what is forwarded at once: a batch has many lines. */
#define COHORT_EXPRESSION_MAX 65536    /**< Bytes of a dependency expression. */
#define COHORT_PROVIDERS_MAX 1024      /**< Providers that one resource's expression may name. */
#define COHORT_RESTARTS_MAX 1000       /**< Failures remembered in a RestartPeriod; a larger threshold never acts. */
#define COHORT_FAILOVERS_MAX 1000      /**< Failovers remembered in a FailoverPeriod; such a threshold never acts. */
#define COHORT_PROFILES_MAX 8          /**< Profiles attached to one handle. */
#define COHORT_STEPS_MAX 96            /**< Steps of a procedure. */
#define COHORT_REACTIONS_MAX 10000     /**< Requests of reactors that one turn may lead to. */
#define COHORT_RECORD_MAX 65536        /**< Bytes of an agent's record, cohort_agent_record(). */
/** @} */

/** @name Resource states (WSFC CLUSTER_RESOURCE_STATE). Pending states are >= 128. */
/** @{ */
#define COHORT_RESOURCE_INITIALIZING 1 /**< Not used by this version. */
#define COHORT_RESOURCE_ONLINE 2
#define COHORT_RESOURCE_OFFLINE 3
#define COHORT_RESOURCE_FAILED 4
#define COHORT_RESOURCE_ONLINE_PENDING 129
#define COHORT_RESOURCE_OFFLINE_PENDING 130
/** @} */

/** @name Resource status (WSFC CLUSRES_STATUS): bits beside the state, the column "status" of a list. */
/** @{ */
#define COHORT_RESOURCE_STATUS_LOCKED_MODE 1 /**< Its agent keeps it in its state. */
/** @} */

/** @name Group states (WSFC CLUSTER_GROUP_STATE); derived from the states of the members. */
/** @{ */
#define COHORT_GROUP_ONLINE 0
#define COHORT_GROUP_OFFLINE 1
#define COHORT_GROUP_FAILED 2
#define COHORT_GROUP_PARTIAL_ONLINE 3
#define COHORT_GROUP_PENDING 4
/** @} */

/** @name Resource status (WSFC CLUSRES_STATUS): bits beside the state, the column "status" of a list. */
/** @{ */
#define COHORT_RESOURCE_STATUS_EMBEDDED_FAILURE 2 /**< Something inside it has failed: EmbeddedFailureAction. */
/** @} */

/** @name Group status (WSFC CLUSGRP_STATUS): bits beside the state, the column "status" of a list. */
/** @{ */
#define COHORT_GROUP_STATUS_LOCKED_MODE 1               /**< An agent keeps a resource of it in its state. */
#define COHORT_GROUP_STATUS_WAITING_IN_QUEUE_FOR_MOVE 4 /**< A move waits until nothing is in its way. */
#define COHORT_GROUP_STATUS_WAITING_TO_START 16         /**< For its DefaultOwner, or for groups of higher priority. */
#define COHORT_GROUP_STATUS_EMBEDDED_FAILURE 32         /**< Something inside one of its resources has failed. */
#define COHORT_GROUP_STATUS_ANTIAFFINITY_CONFLICT 64    /**< Offline: an anti-affine group runs on its owner. */
#define COHORT_GROUP_STATUS_WAITING_FOR_DEPENDENCIES 4096 /**< For groups and group sets that it depends on. */
/** @} */

/** @name Group sets: states (ours), and status bits (WSFC CLUSGROUPSET_STATUS). */
/** @{ */
#define COHORT_GROUPSET_NOT_READY 0             /**< Not enough of its groups have come up. */
#define COHORT_GROUPSET_DELAY 1                 /**< They have, and StartupDelay is not over. */
#define COHORT_GROUPSET_READY 2                 /**< Who waits for it may start. */
#define COHORT_GROUPSET_STATUS_GROUPS_PENDING 1 /**< Enough of its groups are starting or online. */
#define COHORT_GROUPSET_STATUS_GROUPS_ONLINE 2  /**< Enough of its groups are online. */
/** @} */

/** @name Node states (WSFC CLUSTER_NODE_STATE) and status bits (CLUSTER_NODE_STATUS). */
/** @{ */
#define COHORT_NODE_UP 0
#define COHORT_NODE_DOWN 1
#define COHORT_NODE_PAUSED 2             /**< An administrator paused it, or it is being stopped: it starts nothing. */
#define COHORT_NODE_JOINING 3            /**< Not used by this version. */
#define COHORT_NODE_STATUS_ISOLATED 1    /**< A bit beside the state: contact is lost and nothing is proved. */
#define COHORT_NODE_STATUS_QUARANTINED 2 /**< It was lost too often: it stays out for a while. */
#define COHORT_NODE_STATUS_DRAINING 4    /**< Its groups are being moved away. */
#define COHORT_NODE_STATUS_DRAINED 8     /**< Its drain is completed. */
#define COHORT_NODE_STATUS_DRAIN_FAILED 16 /**< Its drain failed. */
#define COHORT_NODE_STATUS_AVOID 32        /**< Its AvoidPlacement is 1: others are chosen before it. */
#define COHORT_START_FORCE_QUORUM 1        /**< cohort_node_start(): and force quorum (WSFC FixQuorum). */
#define COHORT_START_PREVENT_QUORUM 2      /**< cohort_node_start(): it joins and does not form (PreventQuorum). */
#define COHORT_START_CLEAR_QUARANTINE 4    /**< cohort_node_start(): it is quarantined no more (ClearQuarantine). */
#define COHORT_PAUSE_DRAIN 1               /**< cohort_node_pause(): and move its groups away. */
#define COHORT_PAUSE_FORCE 2               /**< And those that are held or LockedFromMoving (WSFC ForceDrain). */
#define COHORT_PAUSE_RETRY 4               /**< And try again what failed, when something changed (WSFC RETRY_DRAIN). */
#define COHORT_DRAIN_NONE 0                /**< How a node's drain stands (WSFC NodeDrainStatus): none was asked for. */
#define COHORT_DRAIN_IN_PROGRESS 1         /**< Groups are on their way. */
#define COHORT_DRAIN_COMPLETED 2           /**< It owns no group any more. */
#define COHORT_DRAIN_FAILED 3              /**< Some group could not leave; the reason names it. */
#define COHORT_FAILBACK_NONE 0             /**< cohort_node_resume(): the groups stay where they are. */
#define COHORT_FAILBACK_NOW 1              /**< The groups that were drained from the node return at once. */
#define COHORT_FAILBACK_POLICY 2           /**< Groups go back by their own AutoFailbackType and window. */
/** @} */

/** @name Types of affinity rules (WSFC CLUS_AFFINITY_RULE_TYPE): RuleType, by text or number. */
/** @{ */
#define COHORT_AFFINITY_NONE 0                   /**< The rule does nothing. */
#define COHORT_AFFINITY_SAME_FAULT_DOMAIN 1      /**< A wish: the groups share a fault domain. */
#define COHORT_AFFINITY_SAME_NODE 2              /**< A wish: the groups share a node. */
#define COHORT_AFFINITY_DIFFERENT_FAULT_DOMAIN 3 /**< No two of the groups in one fault domain. */
#define COHORT_AFFINITY_DIFFERENT_NODE 4         /**< No two of the groups on one node. */
/** @} */

/** @name Service states (those of the Windows service manager). */
/** @{ */
#define COHORT_SERVICE_STOPPED 1
#define COHORT_SERVICE_START_PENDING 2
#define COHORT_SERVICE_STOP_PENDING 3
#define COHORT_SERVICE_RUNNING 4
/** @} */

/** @name Persistent states: what an administrator asked for last. */
/** @{ */
#define COHORT_PERSISTENT_OFFLINE 0
#define COHORT_PERSISTENT_ONLINE 1
#define COHORT_PERSISTENT_INHERIT (-1) /**< Resources only: take the group's. */
/** @} */

/** @name Answers of agents: results of their callbacks, and what cohort_agent_report() reports. */
/** @{ */
#define COHORT_AGENT_DONE 0     /**< Online: it is up. Offline, terminate: nothing runs. Polls: it is well. */
#define COHORT_AGENT_LATER 1    /**< Result only: the answer will be reported. */
#define COHORT_AGENT_FAILED 2   /**< It failed; something may still run: terminate is called, then or again. */
#define COHORT_AGENT_DIED 3     /**< It is dead and nothing of it is left. Of offline, terminate: as DONE. */
#define COHORT_AGENT_PROGRESS 5 /**< Report only: still working; PendingTimeout starts again. */
#define COHORT_AGENT_EMBEDDED 6 /**< Report only: it runs, and something inside it has failed. DONE: well again. */
#define COHORT_AGENT_LOCKED 7   /**< Report only: keep it in its state; requests that would end it are refused. */
#define COHORT_AGENT_UNLOCKED 8 /**< Report only: that is over. */
#define COHORT_AGENT_CANNOT_ANYWHERE 126 /**< Online: it cannot come online on any node (WSFC 126). */
#define COHORT_AGENT_CANNOT_HERE 127     /**< Online: it cannot come online on this node (WSFC 127). */
/** @} */

/** @name Flags of online, offline and move (WSFC CLUSAPI_GROUP_MOVE_..., CLUSAPI_..._IGNORE_RESOURCE_STATUS). */
/** @{ */
#define COHORT_IGNORE_LOCKED 1 /**< Locks of resources do not refuse it. Not with COHORT_MOVE_QUEUE. */
#define COHORT_MOVE_RETURN 2   /**< Moves: back to where it came from, if it does not come online at its destination. */
#define COHORT_MOVE_QUEUE 4    /**< Moves: wait until locks and holders are gone, instead of being refused. */
#define COHORT_IGNORE_AFFINITY 0x20 /**< Online, moves: affinity rules and enforced anti-affinity do not refuse it. */
/** @} */
/** @name How a resource is brought online or taken offline (WSFC's numbers); bits, 0: as usual. */
/** @{ */
#define COHORT_ONLINE_KEEP_PERSISTENT 2  /**< Its persistent state does not change. */
#define COHORT_OFFLINE_FORCE 2           /**< It is terminated, not stopped in good order; nothing holds it. */
#define COHORT_OFFLINE_KEEP_PERSISTENT 4 /**< Its persistent state does not change. */
/** @} */

/** @name How grave it is: events, cohort_log(), and findings of cohort_check(). */
/** @{ */
#define COHORT_SEVERITY_INFORMATION 1 /**< Of an event: all is well. Of a finding: advice. */
#define COHORT_SEVERITY_WARNING 2     /**< A risk. */
#define COHORT_SEVERITY_ERROR 3       /**< It does not work, or it is not supported. */
/** @} */

/** @name What became of a request. */
/** @{ */
#define COHORT_REQUEST_PENDING 1 /**< An operation, a restart or a retried stop is still to come. */
#define COHORT_REQUEST_REACHED 2 /**< The goal is met. */
#define COHORT_REQUEST_FAILED 3  /**< It is not met, and nothing that would meet it is under way. */
/** @} */

/** @name Kinds of witness. */
/** @{ */
#define COHORT_WITNESS_NONE 0
#define COHORT_WITNESS_DISK 1
#define COHORT_WITNESS_SHARE 2
#define COHORT_WITNESS_CLOUD 3
/** @} */

#ifdef __cplusplus
}
#endif
#endif
