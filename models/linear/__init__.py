"""The linear part of a model: ridge logistic regression, on log-odds, additive by column."""
