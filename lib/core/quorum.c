/*
 * Quorum: a strict majority of the votes. With DynamicQuorum the votes follow the members, as long as there is quorum.
 *
 * A node's vote is its NodeWeight while it is a member; one that left loses it once the others still had a majority without it. The witness votes when the
 * nodes' votes are even. Without a usable witness an even number is made odd: LowerQuorumPriorityNodeID, else the highest id, loses its vote.
 */
#include "core/inner.h"

static int weight_of(const struct coh_node *node)
{
    return (int)coh_prop_int(&node->o, COH_P_NODE_WEIGHT);
}

static int witness_usable(const struct coh_cluster *c)
{
    return c->witness != COHORT_WITNESS_NONE && c->witness_up;
}

void coh_votes(const struct coh_model *m, int *ret_up, int *ret_total)
{
    int up = 0, total = 0, i;

    for (i = 0; i < m->node_count; i++) {
        total += m->nodes[i]->vote;
        if (coh_node_present(m->nodes[i]) && !m->nodes[i]->prevent)
            up += m->nodes[i]->vote;
    }
    *ret_total = total + m->cluster->witness_vote;
    *ret_up = up + (m->cluster->witness_vote && witness_usable(m->cluster));
}

static void set_vote(struct coh_engine *e, struct coh_node *node, int vote)
{
    if (node->vote == vote)
        return;
    coh_set32(e, &node->vote, vote);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
}

/* Make the number of votes odd: by the witness, else by one node less. */
static void make_odd(struct coh_engine *e, int count, int witness)
{
    struct coh_model *m = &e->m;
    struct coh_node *loser = NULL;
    int i;

    coh_set32(e, &m->cluster->witness_vote, witness && count % 2 == 0);
    for (i = 0; !witness && count > 0 && count % 2 == 0 && i < m->node_count; i++)
        if (m->nodes[i]->vote && (loser == NULL || loser->o.id != coh_prop_int(&m->cluster->o, COH_P_LOWER_NODE)))
            loser = m->nodes[i];
    if (loser != NULL)
        set_vote(e, loser, 0);
}

/* Votes by configuration alone: before the cluster formed, or without DynamicQuorum. A witness then always votes. */
static void static_votes(struct coh_engine *e)
{
    struct coh_model *m = &e->m;
    int i, count = 0, witness = m->cluster->witness != COHORT_WITNESS_NONE;

    for (i = 0; i < m->node_count; i++) {
        set_vote(e, m->nodes[i], weight_of(m->nodes[i]));
        count += m->nodes[i]->vote;
    }
    if (witness)
        coh_set32(e, &m->cluster->witness_vote, 1);
    else
        make_odd(e, count, 0);
}

static int is_member(const struct coh_node *node, const struct coh_node *leaving)
{
    return node != leaving && coh_node_present(node);
}

/* @leaving: a member that is one no more; NULL. */
static void dynamic_votes(struct coh_engine *e, const struct coh_node *leaving)
{
    struct coh_model *m = &e->m;
    int i, count = 0;

    for (i = 0; i < m->node_count; i++) {
        set_vote(e, m->nodes[i], is_member(m->nodes[i], leaving) ? weight_of(m->nodes[i]) : 0);
        count += m->nodes[i]->vote;
    }
    for (i = 0; count == 0 && !witness_usable(m->cluster) && i < m->node_count;
         i++) /* forced on nodes without weight */
        set_vote(e, m->nodes[i], is_member(m->nodes[i], leaving));
    for (i = 0, count = 0; i < m->node_count; i++)
        count += m->nodes[i]->vote;
    make_odd(e, count, witness_usable(m->cluster));
}

/* Who came to join has joined. */
static void all_joined(struct coh_engine *e)
{
    int i;

    for (i = 0; i < e->m.node_count; i++)
        if (e->m.nodes[i]->prevent && coh_node_present(e->m.nodes[i])) {
            coh_set32(e, &e->m.nodes[i]->prevent, 0);
            coh_dirty(e, &e->m.nodes[i]->o, COH_DIRTY_ROW);
        }
}

static void changed(struct coh_engine *e, int quorum, int up, int total)
{
    int ignore = coh_prop_int(&e->m.cluster->o, COH_P_IGNORE_PERSISTENT) != 0;
    struct coh_cluster *c = e->m.cluster;
    struct coh_group *g;

    coh_set32(e, &c->quorum, quorum);
    if (quorum)
        coh_set32(e, &c->formed, 1);
    coh_record(e, &c->o, COH_CHANGE_QUORUM, quorum ? "lost" : "present", quorum ? "present" : "lost",
               quorum ? COH_RULE_QUORUM_GAINED : COH_RULE_QUORUM_LOST, up, total, NULL);
    if (quorum)
        all_joined(e);
    for (g = quorum ? e->m.groups : NULL; g != NULL; g = g->next) /* the cluster forms */
        if (g->busy == 0 &&
            (ignore || coh_prop_int(&g->o, COH_P_PRIORITY) == 0 || coh_prop_int(&g->o, COH_P_COLD_START) == 1))
            coh_group_off(e, g, 1);
    if (quorum && !c->forced) /* who forces it says that the others will not come */
        coh_wait_form(e);
    if (quorum) {
        coh_place_orphans(e);
        coh_try_all_later(e); /* before anything starts where it does not stay */
    }
    coh_refresh_groups(e, quorum ? COH_RULE_QUORUM_GAINED : COH_RULE_QUORUM_LOST, NULL);
}

/* By configuration alone there is a majority. */
static int configured_majority(const struct coh_model *m)
{
    int i, up = witness_usable(m->cluster), total = m->cluster->witness != COHORT_WITNESS_NONE;

    for (i = 0; i < m->node_count; i++) {
        total += weight_of(m->nodes[i]);
        if (coh_node_present(m->nodes[i]))
            up += weight_of(m->nodes[i]);
    }
    return up * 2 > total;
}

/* Members, weights or the witness changed. First the votes as they were say whether there is a majority; then they follow. */
void coh_quorum_refresh(struct coh_engine *e)
{
    int dynamic = coh_prop_int(&e->m.cluster->o, COH_P_DYNAMIC_QUORUM) != 0, up, total, quorum;
    int64_t cause = e->cause;

    if (!dynamic)
        static_votes(e);
    coh_votes(&e->m, &up, &total);
    quorum = up * 2 > total;
    if (quorum != e->m.cluster->quorum)
        changed(e, quorum, up, total);
    if (quorum && dynamic)
        dynamic_votes(e, NULL);
    if (e->m.cluster->forced && (!quorum || configured_majority(&e->m)))
        coh_set32(e, &e->m.cluster->forced, 0);
    e->cause = cause;
}

/* First the votes are those of who stays, then it goes: a stop of the one that has the only vote is no loss of quorum. The last one keeps its own. */
void coh_quorum_leave(struct coh_engine *e, struct coh_node *node)
{
    int had[COHORT_NODES_MAX], i, others = 0;
    int64_t cause = e->cause;

    for (i = 0; i < e->m.node_count; i++) {
        had[i] = e->m.nodes[i]->vote;
        others += is_member(e->m.nodes[i], node);
    }
    if (!e->m.cluster->quorum || !coh_prop_int(&e->m.cluster->o, COH_P_DYNAMIC_QUORUM) || others == 0)
        return;
    dynamic_votes(e, node);
    for (i = 0; i < e->m.node_count; i++) {
        e->cause = cause;
        if (!had[i] && e->m.nodes[i]->vote)
            coh_record(e, &e->m.nodes[i]->o, COH_CHANGE_STATUS, "no vote", "vote", COH_RULE_VOTE_TAKEN, 0, 0,
                       node->o.name);
    }
    e->cause = cause;
}

/*
 * The configuration of votes changed. Before the cluster has formed nobody's vote has moved yet. When it has formed and quorum is lost, the votes are those
 * of its last members: who was not there gets none by being configured; a weight of 0 takes one away.
 */
void coh_quorum_configured(struct coh_engine *e)
{
    int i;

    if (!e->m.cluster->quorum && !e->m.cluster->formed)
        static_votes(e);
    for (i = 0; !e->m.cluster->quorum && i < e->m.node_count; i++)
        if (weight_of(e->m.nodes[i]) == 0)
            set_vote(e, e->m.nodes[i], 0);
    coh_quorum_refresh(e);
}

/* An administrator takes the responsibility: the members that are present are the cluster. */
void coh_quorum_force(struct coh_engine *e)
{
    if (e->m.cluster->quorum)
        coh_throw(e, COHORT_ERR_STATE, 5023, "the cluster has quorum: there is nothing to force");
    if (coh_up_nodes(&e->m) == 0)
        coh_throw(e, COHORT_ERR_NODE_DOWN, 5050, "quorum cannot be forced: no node is Up");
    if (!coh_prop_int(&e->m.cluster->o, COH_P_DYNAMIC_QUORUM))
        coh_throw(e, COHORT_ERR_STATE, 5023,
                  "quorum cannot be forced while DynamicQuorum is 0: the votes are those that are configured");
    all_joined(e);
    dynamic_votes(e, NULL);
    coh_set32(e, &e->m.cluster->forced, 1);
    coh_quorum_refresh(e);
}

void coh_need_quorum(struct coh_engine *e)
{
    int up, total;

    if (e->m.cluster->quorum)
        return;
    coh_votes(&e->m, &up, &total);
    coh_throw(e, COHORT_ERR_NO_QUORUM, 5925, "the cluster has no quorum: %d of %d votes", up, total);
}
