// The few web globals that Node and browsers share, for rings without node types.
