using Confd.Engine.State;
using Confd.Engine.Templates;

namespace Confd.Engine.Updating;

/// <summary>The parts that <see cref="FileUpdater"/> calls in order.</summary>
internal sealed record UpdateSteps(RenderTemplate Render, DestinationWriter Writer, ResourceCommands Commands, StateFolder State);
