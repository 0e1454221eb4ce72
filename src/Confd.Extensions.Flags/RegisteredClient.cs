using Confd.Flags.Client;

namespace Confd.Extensions.Flags;

/// <summary>A client with the settings with which it was created.</summary>
internal sealed record RegisteredClient(FlagClient Client, FlagClientOptions Options, FlagHostingOptions Hosting);
