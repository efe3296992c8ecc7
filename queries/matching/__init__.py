"""
From a stated need to the disciplines that it is about, and to the universities that can meet it.

    texts        a need as it is compared
    tree         disciplines, topics, and how they lead to one another
    disciplines  need → disciplines, learnt from the names of the graph
    vectors      word vectors of the user's own, from a file
    works        need → teams, results, laboratories
    catalogue    what is known of universities and their disciplines, read once for each ingest
    needs        the open needs of enterprises
    factors      what makes one university come before another, besides relevance
    answer       the models of the answers
    rank         universities for a need, enterprises for a university
    common       several needs that are one
"""
