# A Pacemaker cluster for crm_simulate: -v nodes=N -v groups=N -v resources=N. The shape of bench_engine's cluster: groups of primitives (a Pacemaker
# group is a chain), spread over the nodes, all running. The history says of every resource on every node whether it runs, so nothing is probed;
# no fencing, no quorum, and what runs stays where it is.
BEGIN {
    zeros = "00000000-0000-0000-0000-000000000000"
    print "<cib crm_feature_set=\"3.16.1\" validate-with=\"pacemaker-3.9\" epoch=\"1\" num_updates=\"0\" admin_epoch=\"0\" have-quorum=\"1\" dc-uuid=\"1\">"
    print "<configuration><crm_config><cluster_property_set id=\"options\">"
    n = split("stonith-enabled=false no-quorum-policy=ignore cluster-infrastructure=corosync", options, " ")
    for (i = 1; i <= n; i++) {
        split(options[i], pair, "=")
        printf "<nvpair id=\"option-%s\" name=\"%s\" value=\"%s\"/>\n", pair[1], pair[1], pair[2]
    }
    print "</cluster_property_set></crm_config><nodes>"
    for (i = 1; i <= nodes; i++)
        printf "<node id=\"%d\" uname=\"node%d\"/>\n", i, i
    print "</nodes><resources>"
    for (g = 0; g < groups; g++) {
        printf "<group id=\"group%d\">", g
        for (r = 0; r < resources; r++)
            printf "<primitive id=\"resource%d-%d\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>", g, r
        print "</group>"
    }
    print "</resources><constraints/><rsc_defaults><meta_attributes id=\"defaults\">"
    print "<nvpair id=\"defaults-stickiness\" name=\"resource-stickiness\" value=\"100\"/></meta_attributes></rsc_defaults></configuration><status>"
    for (i = 1; i <= nodes; i++) {
        printf "<node_state id=\"%d\" uname=\"node%d\" in_ccm=\"true\" crmd=\"online\" join=\"member\" expected=\"member\">", i, i
        printf "<lrm id=\"%d\"><lrm_resources>\n", i
        for (g = 0; g < groups; g++) {
            here = g % nodes + 1 == i
            for (r = 0; r < resources; r++) {
                rc = here ? 0 : 7
                id = sprintf("resource%d-%d", g, r)
                key = sprintf("%d:0:%d:%s", ++call, rc, zeros)
                printf "<lrm_resource id=\"%s\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\">", id
                printf "<lrm_rsc_op id=\"%s_last_0\" operation_key=\"%s_%s_0\" operation=\"%s\"", id, id, here ? "start" : "monitor", here ? "start" : "monitor"
                printf " crm-debug-origin=\"build_active_RAs\" crm_feature_set=\"3.16.1\" transition-key=\"%s\" transition-magic=\"0:%d;%s\"", key, rc, key
                printf " exit-reason=\"\" on_node=\"node%d\" call-id=\"%d\" rc-code=\"%d\" op-status=\"0\" interval=\"0\"", i, call, rc
                printf " last-rc-change=\"1700000000\" exec-time=\"10\" queue-time=\"0\" op-digest=\"f2317cad3d54cec5d7d7aa7d0bf35cf8\"/></lrm_resource>\n"
            }
        }
        print "</lrm_resources></lrm></node_state>"
    }
    print "</status></cib>"
}
