"""
Partner suggestions learnt from an industry-chain graph, each with the path that explains it.

    catalogue  what is learnt from: products, materials, companies
    names      how product names resemble and contain one another, and which of them mean one thing
    memory     the known materials, indexed for the paths
    paths      what leads from a product to a material
    features   what the model weighs; their docstrings are the reasons that users read
    model      logistic regression over the features
    gates      what is never suggested
    products   product → materials
    companies  company → suppliers, company → customers
    stored     the fitted index as a file
"""
