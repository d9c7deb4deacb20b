graph [
  directed 1
  node [
    id 0
    label "amy_fox"
  ]
  node [
    id 1
    label "bentarn"
  ]
  node [
    id 2
    label "gwendray"
  ]
  node [
    id 3
    label "hana_sorrel"
  ]
  node [
    id 4
    label "mark_alder"
  ]
  node [
    id 5
    label "paulteasel"
  ]
  node [
    id 6
    label "tom_gray"
  ]
  edge [ source 0 target 1 weight 9 retweet 6 reply 0 quote 1 mention 2 ]
  edge [ source 0 target 2 weight 6 retweet 4 reply 0 quote 1 mention 1 ]
  edge [ source 0 target 3 weight 20 retweet 11 reply 4 quote 4 mention 1 ]
  edge [ source 0 target 4 weight 7 retweet 3 reply 0 quote 1 mention 3 ]
  edge [ source 0 target 5 weight 10 retweet 8 reply 1 quote 0 mention 1 ]
  edge [ source 1 target 0 weight 1 retweet 0 reply 1 quote 0 mention 0 ]
  edge [ source 1 target 4 weight 8 retweet 1 reply 3 quote 1 mention 3 ]
  edge [ source 1 target 5 weight 1 retweet 1 reply 0 quote 0 mention 0 ]
  edge [ source 3 target 1 weight 1 retweet 0 reply 0 quote 0 mention 1 ]
  edge [ source 3 target 3 weight 36 retweet 12 reply 0 quote 6 mention 18 ]
  edge [ source 3 target 4 weight 1 retweet 1 reply 0 quote 0 mention 0 ]
  edge [ source 4 target 1 weight 3 retweet 2 reply 0 quote 0 mention 1 ]
  edge [ source 4 target 5 weight 1 retweet 0 reply 0 quote 0 mention 1 ]
  edge [ source 5 target 0 weight 10 retweet 1 reply 7 quote 0 mention 2 ]
  edge [ source 5 target 1 weight 5 retweet 1 reply 2 quote 0 mention 2 ]
  edge [ source 5 target 2 weight 1 retweet 0 reply 0 quote 0 mention 1 ]
  edge [ source 5 target 4 weight 7 retweet 2 reply 5 quote 0 mention 0 ]
]
