import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";

interface LeaveProps {
  readonly open: boolean;
  readonly onStay: () => void;
  readonly onLeave: () => void;
  readonly onSave: () => void;
}

/** What is not saved is lost by leaving: asks. Escape stays. */
export function LeaveDialog({ open, onStay, onLeave, onSave }: LeaveProps) {
  return (
    <Dialog open={open} onClose={onStay} label="Not saved" width={420}>
      <div className="contract-dialog">
        <h2>The contract is not saved</h2>
        <p className="mid">Without saving, what was changed is lost.</p>
        <div className="contract-dialog-foot">
          <Button variant="primary" onClick={onSave}>
            Save
          </Button>
          <Button onClick={onLeave}>Leave without saving</Button>
          <Button variant="ghost" kbd="Esc" onClick={onStay}>
            Stay
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
