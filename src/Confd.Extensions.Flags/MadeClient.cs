using Confd.Flags.Client;

namespace Confd.Extensions.Flags;

/// <summary>A client with the settings that it was made with.</summary>
internal sealed record MadeClient(FlagClient Client, FlagClientOptions Options, FlagHostingOptions Hosting);
