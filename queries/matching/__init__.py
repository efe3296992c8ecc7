"""
From a stated need to the disciplines that it is about, and to the universities that can meet it.

    texts         a need as it is compared
    tree          disciplines, topics, and how they lead to one another
    disciplines   need → disciplines, learnt from the names of the graph
    vectors       word vectors of the user's own, from a file
    works         need → teams, results, laboratories
    places        distances in kilometres
    catalogue     what is known of universities and disciplines, read once for each ingest
    needs         the open needs of enterprises
    weights       the factors of weights.toml
    factors       what makes one university come before another, besides relevance
    ways          the way from an enterprise to a university
    answer        the models of the answers
    rank          universities for a need, enterprises for a university
    shared_needs  several needs that are one
    shortlist     pairs for a meeting
"""
