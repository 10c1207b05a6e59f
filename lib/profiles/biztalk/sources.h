/* Where the rules are written: titles of the vendor's pages. */
#ifndef BZT_SOURCES_H
#define BZT_SOURCES_H

#define BZT_SEED "Cluster SSO and a BizTalk Host in the Same Cluster Group"
#define BZT_MSS "Cluster the Master Secret Server"
#define BZT_HOSTS "Configure a BizTalk Host as a Cluster Resource"
#define BZT_IIS "Configuring IIS in a failover cluster (970759)"
#define BZT_COHORT "Follows from how services and clusters work"
#define BZT_EVENTS "Events of the SSO service"

#endif
