/* Where the rules are written: titles of the vendor's pages. */
#ifndef BZT_SOURCES_H
#define BZT_SOURCES_H

#define BZT_SEED "Cluster SSO and a BizTalk Host in the Same Cluster Group"
#define BZT_MSS "Cluster the Master Secret Server"
#define BZT_HOSTS "Configure a BizTalk Host as a Cluster Resource"
#define BZT_IIS "Configuring IIS in a failover cluster (970759)"
#define BZT_FEATURE "Use Windows Server Cluster to Provide High Availability for BizTalk Hosts"
#define BZT_SERVICES "Host Instance Service Properties in the Services Snap-in"
#define BZT_SINGLE "Considerations for Running Adapter Handlers within a Clustered Host"
#define BZT_REPORTS "Reports of administrators"
#define BZT_CHECKLIST "Checklist: Providing High Availability with Fault Tolerance or Load Balancing"
#define BZT_DTC_TROUBLE "Troubleshooting Problems with MSDTC"
#define BZT_DTC_ADMIN "Troubleshooting BizTalk Server Administration"
#define BZT_CLUSTERED_MSS "Clustering the Master Secret Server (technical guides)"
#define BZT_COHORT "Follows from how services and clusters work"
#define BZT_EVENTS "Events of the SSO service"

#endif
