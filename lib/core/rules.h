/*
 * Rules: why something changed or is as it is. The id is stable; the sentence names the values.
 *
 * In a sentence: %s the text, %a and %b the numbers, %A and %B the numbers as durations of milliseconds.
 */
#ifndef COH_RULES_H
#define COH_RULES_H

#define COH_RULE_LIST(X)                                                                                               \
    X(REQUESTED, "requested", "requested")                                                                             \
    X(CREATED, "created", "created")                                                                                   \
    X(NEXT_ONLINE, "next-online", "stored: in force from its next %s")                                                 \
    X(STARTED, "started", "started")                                                                                   \
    X(STOPPED, "stopped", "stopped")                                                                                   \
    X(TERMINATED, "terminated", "terminated")                                                                          \
    X(ADOPTED, "adopted", "service %s was running already and was adopted as it is")                                   \
    X(ARRIVED, "arrived", "group arrived on %s")                                                                       \
    X(WANTED, "wanted", "%s")                                                                                          \
    X(PROVIDER_ONLINE, "provider-online", "provider %s is online")                                                     \
    X(PROVIDER_LOST, "provider-lost", "provider %s is no longer online")                                               \
    X(PROVIDER_STOPPED, "provider-stopped", "provider %s was taken offline")                                           \
    X(PROVIDER_RESTARTS, "provider-restarts", "provider %s is restarted")                                              \
    X(NEED_LEAVING, "need-leaving", "its service needs that of %s, which goes offline")                                \
    X(GROUP_OFFLINE, "group-offline", "the group was taken offline")                                                   \
    X(GROUP_MOVE, "group-move", "the group moves to %s")                                                               \
    X(GROUP_FAILOVER, "group-failover", "the group fails over to %s")                                                  \
    X(NOT_WANTED, "not-wanted", "nothing wants it online any more")                                                    \
    X(FAILED, "failed", "failure: %s")                                                                                 \
    X(START_FAILED, "start-failed", "start failed: %s")                                                                \
    X(PENDING_TIMEOUT, "pending-timeout", "no answer within PendingTimeout %A")                                        \
    X(DEADLOCK, "deadlock-timeout", "no answer within DeadlockTimeout %A")                                             \
    X(OVERDUE, "overdue", "%s, longer than DeadlockTimeout %A; a call in this program cannot be ended")                \
    X(EMBEDDED, "embedded-failure", "failure inside it: %s")                                                           \
    X(EMBEDDED_LOGGED, "embedded-logged", "EmbeddedFailureAction 1; failure inside it: %s")                            \
    X(EMBEDDED_OVER, "embedded-over", "nothing inside it has failed any more")                                         \
    X(TERMINATE_AGAIN, "terminate-again", "no answer to terminate within %A; asked again")                             \
    X(CANNOT_HERE, "cannot-here", "cannot come online on this node: %s")                                               \
    X(CANNOT_ANYWHERE, "cannot-anywhere", "cannot come online on any node: %s")                                        \
    X(REQUIRED_MISSING, "required-missing", "its type requires a dependency on %s, which is missing")                  \
    X(RESTART, "restart", "restart %a of %b")                                                                          \
    X(NO_RESTART, "restart-action", "RestartAction 0: not restarted")                                                  \
    X(RESTART_THRESHOLD, "restart-threshold", "%s exceeded RestartThreshold %a; RestartAction 1: no failover")         \
    X(RETRY, "retry-period", "RetryPeriodOnFailure %A is over: a new series of restarts")                              \
    X(FAILOVER, "failover", "%s")                                                                                      \
    X(FAILOVER_LIMIT, "failover-threshold", "%s; FailoverThreshold %a is used up (%b in FailoverPeriod)")              \
    X(FAILOVER_NOWHERE, "failover-nowhere", "%s; no other node can take the group")                                    \
    X(MOVE, "move", "an administrator moved it")                                                                       \
    X(REDIRECTED, "redirected", "%s")                                                                                  \
    X(NODE_LOST, "node-lost", "node %s went down")                                                                     \
    X(PLACED, "placed", "%s")                                                                                          \
    X(LOCKED, "locked", "%s")                                                                                          \
    X(LOCK, "lock", "its agent: %s")                                                                                   \
    X(LOCK_OVER, "lock-over", "%s")                                                                                    \
    X(UNQUEUED, "unqueued", "nothing is in its way any more")                                                          \
    X(STAYS, "stays", "%s")                                                                                            \
    X(FAILBACK_OVER, "failback-over", "no failback is due any more: no node that came back is more preferred and Up")  \
    X(MOVE_BACK, "move-back", "%s")                                                                                    \
    X(MOVE_CANCELLED, "move-cancelled", "%s: the move is cancelled")                                                   \
    X(NODE_UP, "node-up", "reported up")                                                                               \
    X(NODE_DOWN, "node-down", "reported down")                                                                         \
    X(NODE_ISOLATED, "node-isolated", "contact is lost and nothing is proved: its groups wait")                        \
    X(NODE_BACK, "node-back", "contact is back")                                                                       \
    X(COLD_START, "cold-start", "node %s booted")                                                                      \
    X(QUORUM_LOST, "quorum-lost", "%a of %b votes: no majority")                                                       \
    X(QUORUM_GAINED, "quorum-gained", "%a of %b votes: a majority")                                                    \
    X(WITNESS, "witness", "reported")                                                                                  \
    X(HELD, "held", "held by service %s, which runs and needs this one")                                               \
    X(HELD_TIMEOUT, "held-timeout", "%s did not stop within PendingTimeout %A: terminated")                            \
    X(SERVICE_NEEDED, "service-needed", "service %s needs it")                                                         \
    X(BOOT, "boot", "node %s booted, and its Start is Auto")                                                           \
    X(NEEDED, "needed", "dependent %s needs it")                                                                       \
    X(NEED_ONLINE, "need-online", "%s is online, whose service its own needs")                                         \
    X(ON_RUNNING, "on-running", "it was running already; OnRunning of resource %s is Restart")                         \
    X(DRIVEN, "driven", "resource %s drives it")                                                                       \
    X(SERVICE_CRASHED, "service-crashed", "it ended: %s")                                                              \
    X(SERVICE_MANUAL, "service-manual", "a resource drives it: started by the cluster only")                           \
    X(NEED_FAILED, "need-failed", "needed service %s did not start")                                                   \
    X(DRAIN, "drain", "node %s is drained")                                                                            \
    X(DRAINED, "drained", "it owns no group any more")                                                                 \
    X(DRAIN_LATE, "drain-late", "its time is over and group %s has not left")                                          \
    X(DRAIN_FAILED, "drain-failed", "%s")                                                                              \
    X(DRAIN_BACK, "drain-back", "node %s was resumed: the group returns")                                              \
    X(NODE_RESUMED, "node-resumed", "node %s was resumed")                                                             \
    X(FAILBACK, "failback", "node %s is more preferred and Up again")                                                  \
    X(MAINTENANCE, "maintenance", "in maintenance; otherwise a failure: %s")                                           \
    X(MAINTENANCE_OVER, "maintenance-over", "its time is over")                                                        \
    X(NOT_STARTED, "not-started", "%s: it is not started by itself")                                                   \
    X(PAUSED, "paused", "node %s is paused and starts nothing")                                                        \
    X(NEED_LOST, "need-lost", "service %s, which it needs, no longer runs; its OnNeedLost is Exit")                    \
    X(RECOVERY, "recovery", "its Recovery is Restart: started again after RecoveryDelay %A")                           \
    X(NODE_STOPPING, "node-stopping", "node %s is being stopped")                                                      \
    X(NODE_REST, "node-rest", "what did not leave is stopped")                                                         \
    X(NODE_LEFT, "node-left", "node %s was stopped")                                                                   \
    X(KEPT_OUT, "kept-out", "an administrator stopped it: it stays out until it is started")                           \
    X(PREVENT, "prevent-quorum", "started so that it joins and does not form: its vote counts when there is quorum")   \
    X(VOTE_TAKEN, "vote-taken", "node %s leaves and hands its vote over")                                              \
    X(QUARANTINE, "quarantine", "%s")                                                                                  \
    X(QUARANTINED, "quarantined", "it is quarantined: it stays out")                                                   \
    X(QUARANTINE_OVER, "quarantine-over", "its quarantine is over")                                                    \
    X(QUARANTINE_NEEDED, "quarantine-needed", "the others are no cluster without it: its quarantine ends")             \
    X(WAIT_OWNER, "wait-owner", "for node %s, its DefaultOwner, at most ClusterGroupWaitDelay %A")                     \
    X(WAIT_OWNER_OVER, "wait-owner-over", "node %s did not come within ClusterGroupWaitDelay %A")                      \
    X(WAIT_QUEUE, "wait-queue", "for group %s of higher priority, at most ClusterGroupWaitDelay %A")                   \
    X(WAIT_QUEUE_OVER, "wait-queue-over", "group %s is not online after ClusterGroupWaitDelay %A")                     \
    X(WAIT_DEPENDS, "wait-depends", "%s; at most GroupDependencyTimeout %A")                                           \
    X(WAIT_DEPENDS_OVER, "wait-depends-over", "GroupDependencyTimeout %A is over; %s")                                 \
    X(SET_STARTING, "set-starting", "%a of %b groups starting or online")                                              \
    X(SET_ONLINE, "set-online", "%a of %b groups online")                                                              \
    X(SET_DELAY, "set-delay", "StartupDelay %A is over")                                                               \
    X(WAIT_OVER, "wait-over", "%s")                                                                                    \
    X(GROUP_STARTS, "group-starts", "its group starts now")                                                            \
    X(DEFAULT_OWNER, "default-owner", "node %s is its DefaultOwner")                                                   \
    X(DERIVED, "derived", "from its resources")                                                                        \
    X(LOGGED, "logged", "event %a")                                                                                    \
    X(TIMER, "timer", "its timer fired")                                                                               \
    X(CLOCK_SET, "clock-set", "the machine's clock was set")                                                           \
    X(UTC_OFFSET, "utc-offset", "local time's distance from UTC changed")                                              \
    X(EVICTED, "evicted", "node %s was evicted")                                                                       \
    X(REGROUPED, "regrouped", "as in group %s: a change of group starts and stops nothing")                            \
    X(REACTION, "reaction", "requested by profile %s")                                                                 \
    X(OWNER_UP, "owner-up", "its owner, node %s, is Up")                                                               \
    X(STILL_PAUSED, "still-paused", "reported up, and it is still paused")                                             \
    X(CLUSTER_STOPPING, "cluster-stopping", "the cluster is being stopped")                                            \
    X(DELETED, "deleted", "%s was deleted")

enum coh_rule {
    COH_RULE_NONE = 0,
#define COH_RULE_ENUM(id, name, sentence) COH_RULE_##id,
    COH_RULE_LIST(COH_RULE_ENUM)
#undef COH_RULE_ENUM
        COH_RULES
};

#endif
