import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { Button } from '@mantine/core';

interface State {
  readonly crashed: boolean;
}

/** A fault of the interface itself: said in words, with a way on, instead of a white window. */
export class CrashScreen extends Component<{ children: ReactNode }, State> {
  override readonly state: State = { crashed: false };

  static getDerivedStateFromError(): State {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <main className="recovery">
            <div className="recovery-card" role="alert">
              <h1>{t('crash.title')}</h1>
              <p className="recovery-safe">{t('crash.text')}</p>
              <Button
                onClick={() => {
                  window.location.reload();
                }}
              >
                {t('crash.reload')}
              </Button>
            </div>
          </main>
        )}
      </Translation>
    );
  }
}
