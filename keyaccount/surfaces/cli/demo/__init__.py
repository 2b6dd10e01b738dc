"""The demo workspace: a company that sells recruiting, assessment and training to key accounts in China and abroad.

Told so that, on whatever day it is made, the team 华东大客户组 stands at the worked example of the forecast: 18 open
deals, ¥14.24 million, weighted ¥3.648 million; coverage 51.48 %, progress of the week 11.48 %. `data/` holds what is
said of people, companies and deals; the modules tell it.
"""
