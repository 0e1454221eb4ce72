namespace Confd.Flags.ContractTests;

/// <summary>A client could not be made as the harness wants it.</summary>
public sealed class ContractFailureException(string message) : Exception(message);
